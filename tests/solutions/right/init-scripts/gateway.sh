/etc/init.d/router
