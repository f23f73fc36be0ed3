#!/bin/bash
route add default gw 192.168.0.210
