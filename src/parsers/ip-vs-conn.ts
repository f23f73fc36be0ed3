/** `/proc/net/ip_vs_conn`: what `ipvsadm -Lnc` prints, without another process. */
import { splitLines } from './lines.ts';

// Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
// TCP C0A800DC 0000 C0A800F0 0050 C0A800DF 0050 NONE             18
const IPV4_ROW = /^[A-Z][A-Za-z0-9_]* +([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2}) [0-9A-F]{4} /;

/** IPv4 addresses of clients, each once. Rows of IPv6, and the titles, are passed over. */
export function parseConnectedClients(text: string): string[] {
  const addresses = splitLines(text).flatMap((line) => {
    const bytes = IPV4_ROW.exec(line.text)?.slice(1);
    return bytes ? [bytes.map((byte) => Number.parseInt(byte, 16)).join('.')] : [];
  });
  return [...new Set(addresses)];
}
