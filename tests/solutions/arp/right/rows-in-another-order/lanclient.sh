#!/bin/bash
perl -e '
my %i = (0 => "yes yes yes yes yes", 1 => "yes yes no no no", 2 => "yes no no no no", 3 => "yes yes yes yes no", 8 => "no no no no no");
my %a = (0 => "192.168.0.240 192.168.100.240", 1 => "192.168.0.240 192.168.0.223", 2 => "192.168.0.223 192.168.0.223");
for (sort { $b <=> $a } keys %a) { print join("\t", "arp_announce", $_, split / /, $a{$_}), "\n" }
for (sort { $b <=> $a } keys %i) { print join("\t", "arp_ignore", $_, split / /, $i{$_}), "\n" }
' > /root/prediction
