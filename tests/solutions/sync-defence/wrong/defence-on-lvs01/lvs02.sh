#!/bin/bash
ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 51
