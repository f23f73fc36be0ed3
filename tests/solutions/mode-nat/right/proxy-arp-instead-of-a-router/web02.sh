#!/bin/bash
ip route add default dev eth0 scope link
