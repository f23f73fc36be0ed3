/** The style sheet of the HTML reports, for print, small screens and dark mode as well. Pure. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #1c2430; --quiet: #5c6878; --rule: #dfe4ea; --link: #1d5fbf;
  --passed: #16794c; --passed-back: #dff3e7; --failed: #b3261e; --failed-back: #fbe3e1;
  --skipped: #6b7685; --skipped-back: #e9edf1; --warn: #8a5a00; --warn-back: #fdf0d3; --code: #f1f3f6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --card: #1a2028; --ink: #e4e9f0; --quiet: #9aa7b6; --rule: #2e3742; --link: #8ab8ff;
    --passed: #62d196; --passed-back: #17382a; --failed: #ff9189; --failed-back: #45211f;
    --skipped: #97a3b1; --skipped-back: #2a323c; --warn: #f0c265; --warn-back: #3d3012; --code: #11151a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 60px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 12px; }
h3 { font-size: 17px; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: 15px; font-weight: 600; margin: 0; }
p { margin: 4px 0; overflow-wrap: anywhere; }
.lead { color: var(--quiet); margin: 0 0 20px; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace; }
h4 code { color: var(--quiet); font-weight: 400; }
pre { margin: 2px 0 0; padding: 8px 10px; background: var(--code); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0; padding: 0; list-style: none; }
.tiles li, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
.tiles li { padding: 12px 16px; color: var(--quiet); font-size: 13px; }
.tiles b { display: block; font-size: 26px; line-height: 1.2; color: var(--ink); font-variant-numeric: tabular-nums; }
.card { padding: 16px 18px; margin: 0 0 14px; scroll-margin-top: 12px; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
.head .points { margin-left: auto; font-weight: 600; font-variant-numeric: tabular-nums; }
.who { color: var(--quiet); }
.pill { font-size: 12px; line-height: 1.7; padding: 0 9px; border-radius: 99px; white-space: nowrap; background: var(--skipped-back); color: var(--skipped); }
.pill.judged { background: var(--passed-back); color: var(--passed); }
.pill.timed-out, .pill.not-judged { background: var(--warn-back); color: var(--warn); }
.pill.invalid { background: var(--failed-back); color: var(--failed); }
.tiles .loud { background: var(--warn-back); color: var(--warn); }
.trouble { margin: 10px 0 0; padding: 8px 12px; border-radius: 6px; background: var(--warn-back); color: var(--warn); overflow-wrap: anywhere; }
.note { margin: 8px 0 0; color: var(--quiet); }
.bar { display: inline-block; width: 84px; height: 7px; border-radius: 4px; background: var(--skipped-back); overflow: hidden; vertical-align: middle; }
.bar span { display: block; height: 100%; background: var(--passed); }
.sign { display: inline-grid; place-items: center; flex: none; width: 20px; height: 20px; border-radius: 5px; font-size: 13px; font-weight: 700; line-height: 1; }
.sign.passed { background: var(--passed-back); color: var(--passed); }
.sign.failed { background: var(--failed-back); color: var(--failed); }
.sign.skipped { background: var(--skipped-back); color: var(--skipped); }
.verdicts { list-style: none; margin: 12px 0 0; padding: 0; }
.verdict { display: flex; gap: 10px; padding: 8px 0; border-top: 1px solid var(--rule); }
.verdict:first-child { border-top: 0; }
.verdict > div { flex: 1; min-width: 0; }
.verdict p b, .seen b { font-weight: 600; color: var(--quiet); margin-right: 4px; }
.hint { color: var(--quiet); }
.seen { margin-top: 4px; }
.score { float: right; margin-left: 10px; color: var(--quiet); font-weight: 400; font-variant-numeric: tabular-nums; }
details { margin-top: 10px; border-top: 1px solid var(--rule); padding-top: 10px; }
summary { cursor: pointer; color: var(--quiet); }
.count { margin-left: 4px; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 14px; }
th, td { padding: 6px 8px; text-align: left; border-bottom: 1px solid var(--rule); white-space: nowrap; background: var(--card); }
tbody tr:last-child td, tbody tr:last-child th, tfoot tr:last-child td, tfoot tr:last-child th { border-bottom: 0; }
tfoot td, tfoot th { border-top: 1px solid var(--rule); color: var(--quiet); font-weight: 400; font-size: 12px; }
thead th { vertical-align: bottom; font-weight: 600; color: var(--quiet); font-size: 12px; }
.matrix th:first-child { position: sticky; left: 0; z-index: 1; border-right: 1px solid var(--rule); max-width: 240px; overflow: hidden; text-overflow: ellipsis; }
.matrix tbody th { font-weight: 500; }
.matrix .cell { padding: 4px 3px; text-align: center; font-variant-numeric: tabular-nums; }
.matrix thead .cell { padding: 8px 3px; }
.matrix thead .cell span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 400; font-family: ui-monospace, Menlo, Consolas, monospace; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.commands { table-layout: fixed; }
.commands th:first-child { width: 100px; }
.commands th:last-child { width: 110px; }
.commands td, .commands th { white-space: normal; vertical-align: top; }
.commands pre { background: none; padding: 0; margin: 0; }
.commands .out { color: var(--quiet); }
.commands .bad { color: var(--failed); }
footer { margin-top: 28px; color: var(--quiet); font-size: 13px; }
@media (max-width: 640px) {
  main { padding: 18px 12px 40px; }
  h1 { font-size: 21px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 8px; }
  .tiles b { font-size: 21px; }
  .card { padding: 13px 12px; }
  .matrix th:first-child { max-width: 130px; }
  .bar { display: none; }
  .commands th:first-child { width: 76px; }
  .commands th:last-child { width: 58px; }
  .commands td, .commands th { padding: 6px 4px; }
  .commands pre { white-space: pre; overflow-x: auto; font-size: 12px; }
}
@media print {
  body { background: #fff; font-size: 12px; }
  .card { break-inside: avoid-page; }
}
.picture { display: block; width: 100%; height: auto; margin-top: .5rem; background: #fff; }
`.trim();
