set -eu
inside=eth0 outside=eth1
outer=$(ip -4 -o address show dev "$outside" | awk '{ split($4, a, "/"); print a[1] }')
lan=$(ip -4 route show dev "$inside" proto kernel | cut -d ' ' -f 1)
sysctl -w net.ipv4.ip_forward=1
while read -r chain rest; do iptables -t nat -A "$chain" $rest; done <<RULES
PREROUTING -i $outside -d $outer -p tcp --dport 80 -j DNAT --to-destination 192.168.0.240
POSTROUTING -s $lan -o $outside -j SNAT --to-source $outer
RULES
