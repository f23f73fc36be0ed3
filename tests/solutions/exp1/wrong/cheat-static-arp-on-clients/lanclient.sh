#!/bin/bash
ip neigh replace 192.168.0.240 lladdr 02:42:c0:a8:00:d2 nud permanent dev eth0
