#!/bin/bash
cat > /root/prediction <<'P'
# Does web01 answer? Put yes or no in place of each question mark.
arp_ignore 0   YES   YES   YES   YES   YES
arp_ignore 1   YES   YES   No   No   No
arp_ignore 2   YES   No   No   No   No
arp_ignore 3   YES   YES   YES   YES   No   # the scope
arp_ignore 8   No   No   No   No   No
# Which address stands behind tell?
arp_announce 0   192.168.0.240   192.168.100.240
arp_announce 1   192.168.0.240   192.168.0.223
arp_announce 2   192.168.0.223   192.168.0.223
P
