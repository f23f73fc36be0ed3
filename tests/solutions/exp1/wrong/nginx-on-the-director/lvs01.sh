# Wrong: the director serves the page itself.
ip address add 192.168.0.240/24 dev eth0 label eth0:0
ipvsadm --set 30 5 60
echo '192.168.0.223 bbs' > /var/www/html/index.html
/etc/init.d/nginx start
