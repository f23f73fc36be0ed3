# Init scripts, handed in as files, and started.
/etc/init.d/lvsdr start
