#!/bin/bash
echo persistence > /root/cause
