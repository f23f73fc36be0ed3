set -eu
for setting in arp_ignore=1 arp_announce=2; do
  for device in all lo default; do sysctl -w "net.ipv4.conf.$device.$setting"; done
done
awk 'BEGIN { print "ip address add 192.168.0.240/32 dev lo" }' | sh -ex
