# An old technique: the kernel takes packets for the VIP as its own, and ARP needs no care, for nobody but lvs01 has the address.
iptables -t nat -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j REDIRECT
