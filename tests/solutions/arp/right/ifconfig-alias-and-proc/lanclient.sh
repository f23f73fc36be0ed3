#!/bin/bash
fill() { # line, values
    local key=$1; shift
    for v in "$@"; do sed -i "/^$key[ \t]/s/?/$v/" /root/prediction; done
}
fill 'arp_ignore 0' yes yes yes yes yes
fill 'arp_ignore 1' yes yes no no no
fill 'arp_ignore 2' yes no no no no
fill 'arp_ignore 3' yes yes yes yes no
fill 'arp_ignore 8' no no no no no
fill 'arp_announce 0' 192.168.0.240 192.168.100.240
fill 'arp_announce 1' 192.168.0.240 192.168.0.223
fill 'arp_announce 2' 192.168.0.223 192.168.0.223
cat /root/prediction
