#!/bin/bash
ip route add local 192.168.200.240/32 dev lo
