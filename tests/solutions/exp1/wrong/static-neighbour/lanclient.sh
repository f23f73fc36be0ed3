# Wrong: the clients are told who has the VIP, and the real servers still answer for it.
ip neigh replace 192.168.0.240 lladdr 02:42:c0:a8:00:d2 dev eth0 nud permanent
