# Functions that can be run again, and are: the second run changes nothing.
configure() {
  ip address replace 192.168.0.240/24 dev eth0
  ipvsadm -C
  ipvsadm --set 30 5 60
  ipvsadm -R <<TABLE
-A -t 192.168.0.240:80 -s rr -p 20
-a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
TABLE
}
configure
configure
