/** A lab as the program uses it: variables substituted, short forms expanded, all rules satisfied. */
import type { HopName } from './hop-names.ts';
import type { Check } from './checks/kinds.ts';
import type { KernelFeature } from './features.ts';
import type { Text } from './primitives.ts';

export type Role = 'director' | 'real-server' | 'client' | 'gateway';

export interface LabNetwork {
  name: string;
  /** CIDR, as in the tutorial. */
  subnet: string;
  /** Name of the nodes' interfaces on this network. */
  interface: string;
}

export interface LabInterface {
  name: string;
  network: string;
  address: string;
  /** Prefix length of the subnet in bits. */
  prefix: number;
}

export interface LabNode {
  name: string;
  role: Role;
  /** Sorted in the order of the lab's networks; never empty. */
  interfaces: LabInterface[];
  /** Default gateway. */
  gateway: string | undefined;
  /** Features that the node's kernel must have. */
  kernel: KernelFeature[];
}

export interface StepCommands {
  node: string;
  /** Shell commands, run as root on the node. */
  run: string;
}

export interface Step {
  id: string;
  title: Text;
  /** `lab`: run at boot; `student`: the student's task, with the reference solution as commands. */
  by: 'lab' | 'student';
  /** Sections of the tutorial. */
  tutorial: string[];
  commands: StepCommands[];
  /** Checks that pass when the step is done. */
  checks: string[];
}

/** One of the possible initial states of a lab. It has no title, because students have to find out which one they have. */
export interface Beginning {
  id: string;
  /** Run at boot, after the lab's own steps. */
  commands: StepCommands[];
}

/** A typical mistake of students: `lab break` injects it, and the self-test proves that the checks detect it. */
export interface Fault {
  id: string;
  title: Text;
  /** The symptoms that a student sees, and their cause. */
  looks: Text;
  inject: StepCommands[];
  repair: StepCommands[];
  /** Checks that fail because of it. Checks that need these are not judged; all others pass. */
  fails: string[];
  /** Checks that may or may not fail because of it. */
  mayFail: string[];
  /** The hop where requests fail because of it, on one of the nodes in `inject`; undefined if no request fails. */
  hop?: HopName | undefined;
}

export interface Lab {
  id: string;
  /** Absolute path of the folder with its file and guides; absent if it was parsed from a text. */
  folder?: string;
  /** The seed with which the lab was renumbered; absent for the original. */
  variant?: string;
  title: Text;
  teaches: Text;
  /** How many minutes a student needs. */
  minutes: number;
  vars: Record<string, string>;
  networks: LabNetwork[];
  nodes: LabNode[];
  steps: Step[];
  /** The possible initial states; absent if there is only one. draw.ts selects one. */
  draw?: Beginning[];
  checks: Check[];
  faults: Fault[];
}

export const findNode = (lab: Lab, name: string): LabNode | undefined => lab.nodes.find((node) => node.name === name);
