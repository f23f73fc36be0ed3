/** The rules of docs/development.md about who may import whom, for any set of source files. Pure. */
import { dirname, join } from 'node:path/posix';

export interface Layer {
  /** `src/NAME`. */
  folder: string;
  /** Folders and files that its files may import, beside its own: `src/util`, `src/probes/probes.ts`. */
  mayImport: string[];
}

/** Paths of files, each with the paths of all project files that it imports. */
export type Imports = Map<string, string[]>;

// from './a.ts' of imports and exports, import './a.ts', import('./a.ts') of values and of types
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** Of values and of types alike. */
export const importsOf = (path: string, text: string): string[] =>
  Array.from(text.matchAll(IMPORT), ([, target = '']) => join(dirname(path), target));

const isIn = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

/** One sentence for each import that no row of the table allows. */
export function forbidden(imports: Imports, layers: Layer[]): string[] {
  return Array.from(imports).flatMap(([path, targets]) => {
    const layer = layers.find(({ folder }) => isIn(path, folder));
    if (!layer) return [`${path} is in no folder of the table`];
    const places = [layer.folder, ...layer.mayImport];
    return targets
      .filter((target) => !places.some((place) => isIn(target, place)))
      .map(
        (target) => `${path} imports ${target}; ${layer.folder} may import ${layer.mayImport.join(', ') || 'nothing'}`,
      );
  });
}

/** What the table allows and nobody does: `src/checks: src/models`. */
export const unused = (imports: Imports, layers: Layer[]): string[] =>
  layers.flatMap(({ folder, mayImport }) => {
    const targets = Array.from(imports).flatMap(([path, all]) => (isIn(path, folder) ? all : []));
    return mayImport
      .filter((place) => !targets.some((target) => isIn(target, place)))
      .map((place) => `${folder}: ${place}`);
  });

/** The circles of a graph, one for each edge that closes one: `a > b > a`. */
export function circles(graph: Map<string, Iterable<string>>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (one: string, way: string[]): void => {
    const before = way.indexOf(one);
    if (before !== -1) found.push([...way.slice(before), one].join(' > '));
    if (before !== -1 || done.has(one)) return;
    for (const next of graph.get(one) ?? []) visit(next, [...way, one]);
    done.add(one);
  };
  for (const one of graph.keys()) visit(one, []);
  return found;
}

/** Circles of folders beside each other; a folder and the folders in it may import each other. */
export function circlesOfFolders(imports: Imports): string[] {
  const levels = new Map<string, Map<string, Set<string>>>();
  for (const [path, targets] of imports) {
    for (const target of targets) {
      const [from, to] = [path.split('/'), target.split('/')];
      const depth = from.findIndex((part, index) => part !== to[index]);
      // Both go on below the folder that they share.
      if (depth === -1 || depth >= from.length - 1 || depth >= to.length - 1) continue;
      const shared = from.slice(0, depth).join('/');
      const graph = levels.get(shared) ?? new Map<string, Set<string>>();
      levels.set(shared, graph);
      const [one, other] = [from.slice(0, depth + 1).join('/'), to.slice(0, depth + 1).join('/')];
      graph.set(one, (graph.get(one) ?? new Set()).add(other));
    }
  }
  return Array.from(levels.values()).flatMap(circles);
}

// | `src/checks` | … | `util`, `probes/probes.ts` |
const ROW = /^\| `(src\/[a-z]+)` *\|[^|]*\|([^|]*)\|$/gm;

/** The rows of the table of layers in a page. */
export const layersIn = (page: string): Layer[] =>
  Array.from(page.matchAll(ROW), ([, folder = '', cell = '']) => ({
    folder,
    mayImport: Array.from(cell.matchAll(/`([^`]+)`/g), ([, place]) => `src/${place}`),
  }));
