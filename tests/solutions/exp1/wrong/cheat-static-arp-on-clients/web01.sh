#!/bin/bash
ip addr add 192.168.0.240/32 dev lo
