# Wrong: the table of IPVS is right, and the requests are redirected to a web server on the director.
ip address add 192.168.0.240/24 dev eth0 label eth0:0
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
echo '192.168.0.224 bbs' > /var/www/html/index.html
sed -i 's/listen 80/listen 8080/; s/listen \[::\]:80/listen [::]:8080/' /etc/nginx/sites-enabled/default
/etc/init.d/nginx start
iptables -t nat -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j REDIRECT --to-ports 8080
