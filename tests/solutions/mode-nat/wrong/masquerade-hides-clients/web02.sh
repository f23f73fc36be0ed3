#!/bin/bash
ip route add default via 192.168.0.210
