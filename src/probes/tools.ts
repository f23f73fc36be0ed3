/** The tools that observe a node: copies that its student cannot change (docs/threat-model.md). Pure. */

/** Made by images/node/rootfs/usr/lib/lab/make-tools, which has to be told of every tool that a script here runs. */
const FOLDER = '/usr/lib/lab/bin';

/** What scripts that observe begin with: no tool of the node itself is found. */
export const TOOLS_ONLY = `export PATH=${FOLDER} LC_ALL=C`;

export const tool = (name: string): string => `${FOLDER}/${name}`;

/** Runs a script: `[...SHELL, SCRIPT, 'sh', ARGUMENT...]`. */
export const SHELL = [tool('sh'), '-c'];
