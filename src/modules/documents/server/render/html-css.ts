/** Scoped style of the true-page preview: `.doc` is the root, sheets are A4 at CSS millimetres. */
export const htmlCss = (accent: string): string => `
.doc{--ink:#1f2328;--ink2:#565b63;--line:#cfc9bc;--head:#f1eee7;--sum:#faf8f4;--accent:${accent};--sans:"Noto Sans TC","Microsoft JhengHei","PingFang TC",sans-serif;--serif:"Noto Serif TC","PMingLiU","Songti TC",serif;color:var(--ink);font:10.5pt/1.75 var(--serif);font-variant-numeric:tabular-nums lining-nums;line-break:strict;text-autospace:normal}
.doc *{box-sizing:border-box}
.doc .sheet{position:relative;width:210mm;min-height:297mm;margin:0 auto 8mm;padding:25mm;background:#fff;color:#1f2328;box-shadow:0 1px 4px rgb(31 35 40/.2);overflow:hidden}
.doc.landscape .sheet{width:297mm;min-height:210mm;padding:15mm}
.doc.compact{font-family:var(--sans);font-size:9pt;line-height:1.6}
.doc .run{position:absolute;left:25mm;right:25mm;top:13.5mm;display:flex;justify-content:space-between;font:8pt/1 var(--sans);color:var(--ink2);padding-bottom:2mm;border-bottom:.25pt solid var(--line)}
.doc h2,.doc h3,.doc h4{font-family:var(--sans);font-weight:700;break-after:avoid;color:inherit}
.doc h2{font-size:16pt;line-height:1.4;margin:8mm 0 4.5mm}.doc h3{font-size:12pt;line-height:1.5;margin:5mm 0 2mm}.doc h4{font-size:10.5pt;margin:3mm 0 1mm}
.doc.compact h2{font-size:13pt}.doc .body>:first-child>h2:first-child,.doc .body>h2:first-child{margin-top:0}
.doc h1.title{font:700 20pt/1.4 var(--serif);margin:0 0 3mm}.doc.centred h1.title{font:700 15pt/1.4 var(--sans);text-align:center}
.doc p{margin:0 0 2.6mm;white-space:pre-line}.doc p.lead{font-weight:700;font-size:1.1em}.doc p.small{font:8.5pt/1.5 var(--sans)}
.doc table{border-collapse:collapse;width:100%;font:9pt/1.5 var(--sans);table-layout:fixed;margin:0 0 1.2mm}
.doc th,.doc td{padding:1.25mm 1.6mm;border-bottom:.25pt solid var(--line);text-align:left;vertical-align:top;white-space:pre-line;overflow-wrap:anywhere}
.doc thead th{background:var(--head);font-weight:700;border-top:.75pt solid var(--ink);border-bottom:.5pt solid var(--ink)}
.doc tbody tr:last-child>*{border-bottom:.75pt solid var(--ink)}.doc .grid td+td,.doc .grid th+th{border-left:.25pt solid var(--line)}
.doc .right{text-align:right}.doc .center{text-align:center}.doc .justify{text-align:justify}
.doc tr.total>*,.doc tr.strong>*,.doc tr.group>*{font-weight:700;background:var(--sum)}.doc tr.total>*{border-top:.5pt solid var(--ink)}
.doc tr.key>*{background:#f3f0ea}.doc tr.key>:first-child{box-shadow:inset 2.4pt 0 var(--ink)}.doc tr.muted>*,.doc .muted{color:var(--ink2)}
.doc .good{color:var(--accent);font-weight:700}.doc .warn{color:#8a5a12;font-weight:700}
.doc .cap{display:flex;justify-content:space-between;font:700 9pt/1.5 var(--sans);margin:3mm 0 1.2mm}.doc .cap span{font-weight:400;font-size:8pt;color:var(--ink2)}
.doc .note{font:8pt/1.5 var(--sans);color:var(--ink2);margin:1mm 0 2mm}
.doc .figures{display:flex;border-top:.75pt solid var(--ink);border-bottom:.75pt solid var(--ink);margin:0 0 4.5mm}.doc .figures div{flex:1;padding:2.4mm 0 2.2mm 3mm;border-left:.25pt solid var(--line);font:8.5pt/1.4 var(--sans);color:var(--ink2)}.doc .figures div:first-child{border-left:0;padding-left:0}
.doc .figures b{display:block;font-size:19pt;line-height:1.15;color:var(--ink)}.doc .figures small{font-size:9.5pt;font-weight:400;margin-left:.8mm}
.doc figure{margin:0 0 4mm}.doc figure img{display:block;width:100%}.doc figcaption{display:flex;justify-content:space-between;gap:4mm;font:8.5pt/1.5 var(--sans);margin-top:1.2mm}.doc figcaption span{color:var(--ink2)}
.doc .broken{display:grid;place-items:center;height:50mm;background:#e9e6df;color:var(--ink2);font:8.5pt/1 var(--sans)}
.doc .photos{display:grid;gap:5mm 6mm}.doc .photos img{aspect-ratio:3/2;object-fit:cover}
.doc .cols{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:8mm}
.doc .sign{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;border:.75pt solid var(--ink);font-family:var(--sans)}.doc .sign>div{height:32mm;border-right:.5pt solid var(--line)}.doc .sign>div:last-child{border-right:0}.doc .sign b{display:block;background:var(--head);font-size:9pt;text-align:center;padding:1mm 0;border-bottom:.5pt solid var(--line)}
.doc .facts th{font-weight:400;color:var(--ink2);background:none}.doc .facts tr:first-child>*{border-top:.75pt solid var(--ink)}
.doc .form{display:grid;border:.5pt solid var(--line);border-width:.5pt 0 0 .5pt;font:9pt/1.5 var(--sans);margin-bottom:4mm}.doc .form>*{border:.5pt solid var(--line);border-width:0 .5pt .5pt 0;padding:1.6mm 2mm;min-height:8mm}.doc .form>b{background:var(--head);font-weight:400}
.doc .amount{display:flex;gap:4mm;align-items:baseline;border:.75pt solid var(--ink);padding:2mm 3mm;margin:3mm 0 4mm;font:10.5pt/1.4 var(--sans)}.doc .amount b:last-child{margin-left:auto}
.doc .toc{list-style:none;margin:0 0 9mm;padding:0;font:10.5pt/1 var(--sans)}.doc .toc li{padding:2.1mm 0}.doc .toc .l2{padding-left:6mm;font-size:9.5pt}.doc .toc a{color:inherit;text-decoration:none}
.doc .cover{padding:0;min-height:297mm}.doc .ring{position:absolute;right:-62mm;top:-58mm;width:204mm}.doc .cover .kind{position:absolute;left:25mm;top:34mm;font:700 13pt/1 var(--sans)}.doc .cover .kind::before{content:"";display:block;width:11mm;height:1.2mm;background:#c4412b;margin-bottom:5mm}
.doc .cover .names{position:absolute;left:25mm;right:25mm;top:136mm}.doc .cover h1{font:700 31pt/1.35 var(--serif);margin:0;white-space:pre-line}.doc .cover .names p{font:11pt/1.6 var(--sans);color:var(--ink2);margin:4mm 0 0}.doc .cover .foot{position:absolute;left:25mm;right:25mm;bottom:22mm;font:10.5pt/1.6 var(--sans)}.doc .cover .foot table{font-size:10.5pt;margin-bottom:9mm}
.doc.landscape .cover{min-height:210mm}.doc.landscape .cover .names{top:66mm}
.doc .head{display:flex;align-items:center;gap:3mm;border-bottom:.9pt solid var(--accent);padding-bottom:2.4mm;margin-bottom:7mm;font:700 12pt/1.4 var(--sans)}.doc .head img{height:11mm}.doc .head span{margin-left:auto;font:8pt/1.4 var(--sans);color:var(--ink2)}
.doc .headfacts{display:grid;grid-template-columns:repeat(3,1fr);gap:1.4mm 6mm;font:9pt/1.5 var(--sans);margin:0 0 4mm}.doc .headfacts i{font-style:normal;color:var(--ink2);margin-right:.7em}
.doc img.chart{height:auto}.doc a{color:#3b4b8c}.doc sub,.doc sup{font-size:.68em;line-height:0}
.doc hr.page{border:0;border-top:1px dashed var(--line);margin:8mm -25mm}
@media (max-width:840px){.doc .sheet,.doc.landscape .sheet{width:auto;min-height:0;padding:6mm}.doc .cols{grid-auto-flow:row}.doc .run{display:none}}
@media print{.doc .sheet{box-shadow:none;margin:0}}
`
