#!/bin/bash
cat > /root/prediction <<'P'
# Does web01 answer? Put yes or no in place of each question mark.
arp_ignore 0   yes   yes   yes   yes   yes
arp_ignore 1   yes   yes   no   no   no
arp_ignore 2   yes   no   no   no   no
arp_ignore 3   yes   yes   yes   yes   no
arp_ignore 8   no   no   no   no   no
# Which address stands behind tell?
arp_announce 0   192.168.0.240   192.168.100.240
arp_announce 1   192.168.0.240   192.168.0.223
arp_announce 2   192.168.0.223   192.168.0.223
P
