# A program more than a list of commands: strict mode, arrays, loops, what is printed is run.
set -euo pipefail
readonly VIP=192.168.0.240 PORT=80
servers=(192.168.0.{223..224})
declare -A timeout=([tcp]=30 [tcpfin]=5 [udp]=60)
ip -oneline address show dev eth0 | grep -qF " $VIP/" || ip address add "$VIP/24" dev eth0
ipvsadm --set "${timeout[tcp]}" "${timeout[tcpfin]}" "${timeout[udp]}"
{
  printf -- '-A -t %s:%d -s rr -p 20\n' "$VIP" "$PORT"
  printf -- "-a -t $VIP:$PORT -r %s:$PORT -g -w 1\n" "${servers[@]}"
} | ipvsadm -R
