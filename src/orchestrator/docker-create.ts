/** A container as the Docker Engine API takes it. Pure. */
import type { ContainerSpec } from './engine.ts';

const CONTAINER_LOG = { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } };

/** With the first of its networks: engines before API 1.44 take no more. */
export function createOptions(spec: ContainerSpec) {
  const [first] = spec.attachments;
  return {
    name: spec.name,
    Image: spec.image,
    Hostname: spec.hostname,
    Labels: spec.labels,
    Tty: spec.tty,
    OpenStdin: spec.tty,
    ...(spec.entrypoint ? { Entrypoint: spec.entrypoint } : {}),
    ...(spec.arguments ? { Cmd: spec.arguments } : {}),
    HostConfig: {
      NetworkMode: first?.network ?? spec.network ?? 'none',
      CapDrop: ['ALL'],
      CapAdd: spec.capabilities,
      SecurityOpt: ['apparmor=unconfined'],
      ReadonlyPaths: spec.readonlyPaths,
      MaskedPaths: spec.maskedPaths,
      Tmpfs: spec.tmpfs,
      // The engine's resolver can still be found in a node: it asks nobody. Reserved, and routed by no one (RFC 1112).
      Dns: ['240.0.0.1'],
      Memory: spec.memoryBytes,
      // With swap: the same again would come on top.
      MemorySwap: spec.memoryBytes,
      PidsLimit: spec.pidsLimit,
      ...(spec.fileBytes === undefined
        ? {}
        : { Ulimits: [{ Name: 'fsize', Soft: spec.fileBytes, Hard: spec.fileBytes }] }),
      LogConfig: CONTAINER_LOG,
      AutoRemove: spec.autoRemove ?? false,
    },
    ...(first && {
      NetworkingConfig: { EndpointsConfig: { [first.network]: { IPAMConfig: { IPv4Address: first.address } } } },
    }),
  };
}
