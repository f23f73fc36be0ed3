/** The network of a lab as text, for Mermaid, for Graphviz, or as SVG. Pure. */
import type { Lab, LabNode } from '../lab/lab.ts';
import type { Language } from '../lab/primitives.ts';
import { renderTopology } from './topology.ts';

const addressOn = (node: LabNode, network: string): string =>
  node.interfaces
    .filter((one) => one.network === network)
    .map((one) => `${one.name} ${one.address}`)
    .join(', ');

function text({ networks, nodes, vars }: Lab): string {
  const blocks = networks.map((network) => {
    const members = nodes.filter((node) => addressOn(node, network.name) !== '');
    const width = Math.max(...members.map(({ name }) => name.length));
    const rows = members.map((node, index) => {
      const branch = index === members.length - 1 ? '└─' : '├─';
      const gateway = node.gateway === undefined ? '' : `  via ${node.gateway}`;
      return `${branch} ${node.name.padEnd(width)}  ${node.role.padEnd(11)}  ${addressOn(node, network.name)}${gateway}`;
    });
    return [`${network.name} ${network.subnet}`, ...rows].join('\n');
  });
  const variables = Object.entries(vars).map(([name, value]) => `${name} = ${value}`);
  return [...blocks, variables.join('\n')].filter((block) => block !== '').join('\n\n');
}

/** Mermaid cannot parse ids with hyphens, or ids that are its own keywords, such as `end`. */
const plain = (kind: 'net' | 'node', name: string): string => `${kind}_${name.replaceAll('-', '_')}`;

function mermaid({ networks, nodes }: Lab): string {
  const clouds = networks.map(({ name, subnet }) => `  ${plain('net', name)}(("${name}<br/>${subnet}"))`);
  const boxes = nodes.map(({ name, role }) => `  ${plain('node', name)}["${name}<br/>${role}"]`);
  const edges = nodes.flatMap((node) =>
    node.interfaces.map(
      ({ network, name, address }) =>
        `  ${plain('node', node.name)} ---|"${name} ${address}"| ${plain('net', network)}`,
    ),
  );
  return ['graph LR', ...clouds, ...boxes, ...edges].join('\n');
}

function dot({ id, networks, nodes }: Lab): string {
  const clouds = networks.map(({ name, subnet }) => `  "net ${name}" [shape=ellipse, label="${name}\\n${subnet}"];`);
  const boxes = nodes.map(({ name, role }) => `  "${name}" [shape=box, label="${name}\\n${role}"];`);
  const edges = nodes.flatMap((node) =>
    node.interfaces.map(
      ({ network, name, address }) => `  "${node.name}" -- "net ${network}" [label="${name}\\n${address}"];`,
    ),
  );
  return [`graph "${id}" {`, ...clouds, ...boxes, ...edges, '}'].join('\n');
}

const RENDERERS = { text, mermaid, dot, svg: renderTopology };
export type GraphFormat = keyof typeof RENDERERS;
export const GRAPH_FORMATS = Object.keys(RENDERERS) as GraphFormat[];

export const renderGraph = (lab: Lab, format: GraphFormat, language: Language): string =>
  RENDERERS[format](lab, language);
