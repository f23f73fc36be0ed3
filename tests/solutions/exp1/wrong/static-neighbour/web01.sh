ip address add 192.168.0.240/32 dev lo label lo:0
