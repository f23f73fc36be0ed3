#!/bin/bash
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip addr add 192.168.0.240/32 dev lo

cat > /usr/local/bin/vip-up <<'E'
#!/bin/bash
while sleep 2; do
  perl -e 'use Socket; socket(S,17,3,0x0608) or die; $m=pack("H12","0242c0a800e0"); $i=`cat /sys/class/net/eth0/ifindex`; $v=inet_aton("192.168.0.240"); $f=("\xff"x6).$m.pack("nnnCCn",0x0806,1,0x0800,6,4,1).$m.$v.("\0"x6).$v; send(S,$f,0,pack("SniSCCa8",17,0x0806,$i,1,0,6,"\xff"x6))'
done
E
chmod +x /usr/local/bin/vip-up
setsid /usr/local/bin/vip-up >/dev/null 2>&1 </dev/null &
