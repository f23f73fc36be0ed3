/etc/init.d/realserver start
/etc/init.d/realserver stop
/etc/init.d/realserver start
