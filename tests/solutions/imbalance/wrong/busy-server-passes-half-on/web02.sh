#!/bin/bash
cat > /etc/nginx/conf.d/share.conf <<'EOF'
upstream both {
  server 127.0.0.1:8081;
  server 192.168.0.223:80;
}
server {
  listen 192.168.0.240:80;
  location / {
    proxy_pass http://both;
    proxy_set_header Host $host;
  }
}
server {
  listen 127.0.0.1:8081;
  root /var/www/html;
}
EOF
/etc/init.d/nginx reload
