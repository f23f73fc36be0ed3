# The gateway translates by nft, from a file that is handed in.
sysctl -w net.ipv4.ip_forward=1
nft -f /etc/nftables.conf
