import { execa } from 'execa';

/** Types into a shell on a node of experiment 1 through a real pseudo-terminal of 101 columns and 33 rows. */
export async function type(
  instance: string,
  node: string,
  keys: { text: string; afterMs: number }[],
): Promise<{ exitCode: number; screen: string }> {
  const shell = `stty cols 101 rows 33; exec ${process.execPath} dist/cli/main.js shell exp1 ${node} --as ${instance}`;
  const terminal = execa('script', ['-qec', shell, '/dev/null'], { reject: false, timeout: 30_000 });
  let screen = '';
  terminal.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const prompt = async (): Promise<void> => {
    const seen = screen.length;
    while (!screen.slice(seen === 0 ? 0 : seen - 1).includes(`[root@${node} ~]# `))
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await prompt();
  for (const { text, afterMs } of keys) {
    terminal.stdin.write(text);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
  }
  const { exitCode } = await terminal;
  return { exitCode: exitCode ?? -1, screen };
}
