const bar = `
html{scroll-padding-top:8.5rem}
.bar{position:sticky;top:0;z-index:2;padding:.55rem 0;background:var(--paper);border-bottom:1px solid var(--rule)}
.bar>div{display:grid;grid-template-columns:1fr auto;gap:0 1rem;align-items:baseline}
.bar h1{font-size:1.125rem;letter-spacing:0}
.bar p,.saved{grid-column:1/3;margin-top:.05rem;color:var(--muted);font-size:.875rem}
.bar strong{color:var(--ink)}
.bar a{grid-area:1/2;margin:-.6rem 0;padding:.6rem 0}
.bar .back a{display:inline-block}
.saved{display:flex;align-items:center;gap:.75rem;min-height:2rem}
.saved span{flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.saved .trouble{color:var(--ink);font-weight:600;white-space:normal}
.saved button{position:relative;min-height:2rem;padding:.1rem .8rem;font-size:.875rem}
.saved button::after{position:absolute;inset:-.4rem 0;content:""}
.desk{padding-top:1.25rem;padding-bottom:5rem}
.warning{margin-bottom:1.75rem;padding:1rem 1.1rem 1.1rem;border:1px solid var(--accent);border-left-width:4px;border-radius:12px;background:var(--raised)}
.warning h2{margin:0 0 .4rem;padding:0;border:0;font:600 1.25rem/1.25 var(--serif)}
.warning p+p{margin-top:.6rem}
.intro,.hint,.facts,.why,.note{color:var(--muted);font-size:.9375rem}
.intro strong{color:var(--ink)}
.hint{margin:.7rem 0 1rem}
h2+.hint{margin-top:-.5rem}
.jump{display:flex;flex-wrap:wrap;gap:0 1.25rem;margin-top:.35rem}
.jump a,.jump summary{display:inline-block;padding:.55rem 0;color:var(--accent);font-weight:600}
.jump a[aria-current]{color:var(--ink);text-decoration-color:var(--accent);text-decoration-thickness:3px}
.keys{display:none}
.js .keys{display:block}
.keys[open]{flex-basis:100%}
.keys dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.3rem 1.5rem;margin:.5rem 0 0;font-size:.9375rem}
.keys dl div{display:flex;gap:.75rem}
.keys dt{flex:none;min-width:4.75rem}
.keys dd{margin:0;color:var(--muted)}
kbd{padding:.05rem .4rem;border:1px solid var(--edge);border-radius:5px;font:600 .875rem/1.4 ui-monospace,monospace}
@media (max-height:20rem){html{scroll-padding-top:1rem}.bar{position:static}}
@media (hover:none){.js .keys{display:none}}
`;

const cards = `
.card{position:relative;margin-top:1rem;padding:1.1rem 1.15rem 1.15rem;border:1px solid var(--rule);border-radius:12px}
.card:target,.card:focus{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent);outline:0}
.card h3{margin-bottom:.35rem}
.card .incident+.facts{margin-top:.2rem}
.card.kept{border-left:4px solid var(--accent);padding-left:calc(1.15rem - 3px)}
.card.opening:not(:has(.shown>*)){padding:.35rem 1.15rem}
.card.opening .decide{margin-top:0}
.shown>.sponsor{margin-top:.9rem}
.why{margin-top:.7rem}
.why span{margin-right:.3rem;color:var(--ink);font-weight:600}
.shown .words{margin-top:.7rem}
blockquote+.facts,.note{margin-top:.5rem}
.decided{margin-top:.6rem;font-weight:600}
.card.dropped,.card.later{background:var(--raised);border-style:dashed}
.card.dropped h3,.card.dropped .incident{color:var(--muted);font-weight:400}
.grip{position:absolute;top:.25rem;right:.25rem;display:grid;place-items:center;width:2.75rem;height:2.75rem;color:var(--muted);cursor:grab;touch-action:none;user-select:none;-webkit-user-select:none}
.grip+.shown h3{padding-right:2rem}
.sorting .card{margin-top:.5rem;padding-block:.75rem}
.sorting .shown>:not(h3),.sorting .decide{display:none}
.sorting .card h3{margin:0;font-size:1.0625rem}
.card.dragging{border-color:var(--accent);background:var(--raised);box-shadow:0 0 0 2px var(--accent)}
.dragging .grip{cursor:grabbing}
.line{display:grid;grid-template-columns:1fr auto;gap:0 1.25rem;padding:1rem 0;border-bottom:1px solid var(--rule)}
.line h2,.line h3{margin:0 0 .25rem;padding:0;border:0;font:600 1.125rem/1.25 var(--serif);text-wrap:pretty}
.line .why{margin-top:.2rem}
.line .decide{align-self:start;margin-top:.15rem}
.line:target,.line:focus{outline:0;box-shadow:-.8rem 0 0 -.5rem var(--accent)}
.line .note strong{color:var(--ink)}
.line .note::first-letter{text-transform:uppercase}
.advice li{margin-top:.6rem}
`;

const forms = `
.decide{margin-top:.9rem}
.row{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem}
.edit[open]+.row{margin-top:1.1rem;padding-top:1.1rem;border-top:1px solid var(--rule)}
button{min-height:2.75rem;padding:.45rem 1.1rem;border:1px solid var(--edge);border-radius:9px;background:var(--paper);color:var(--ink);font:inherit;font-weight:600;line-height:1.3;overflow-wrap:normal;cursor:pointer;touch-action:manipulation}
button:hover{border-color:var(--accent);color:var(--accent)}
button[disabled]{opacity:.35;cursor:default}
button[aria-pressed=true]{background:var(--ink);border-color:var(--ink);color:var(--paper)}
button.kept[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button[aria-pressed=true]::before{content:"✓ ";content:"✓ " / ""}
@media (max-width:30rem){.card .decide>.row{gap:.4rem}.decide>.row>button{flex:1;padding-inline:.25rem}.card .decide>.row>button::before{content:none}}
.moves{display:flex;gap:.4rem;margin-left:auto}
.move{min-width:2.75rem;padding:.45rem 0}
button.plain{border-color:transparent;background:none;color:var(--muted);font-weight:400;text-decoration:underline;text-underline-offset:.18em;margin-inline:-.4rem;padding-inline:.4rem}
summary{cursor:pointer}
.edit summary{padding:.65rem 0;color:var(--muted);font-size:.9375rem;font-weight:600}
.more{margin-top:.25rem}
.more .row{margin:.6rem 0 1.25rem}
.edit summary+p,form.edit>p:first-of-type{margin-top:.25rem}
.edit p+p,.edit .pair,.edit .pair+p,.ask+.ask{margin-top:.9rem}
.pair{display:grid;gap:0 1rem}
@media (min-width:36rem){.pair{grid-template-columns:1fr 1fr}.pair p+p{margin-top:0!important}}
.asked{display:flex;gap:.6rem}
.asked input{flex:1;min-width:0}
label{display:block;margin-bottom:.3rem;font-size:.9375rem}
input[type=text],input[type=url],input[type=search],textarea{display:block;width:100%;min-height:2.75rem;padding:.5rem .8rem;border:1px solid var(--edge);border-radius:9px;background:var(--paper);color:var(--ink);font:inherit}
textarea{resize:vertical;field-sizing:content;min-height:4.75rem;line-height:1.5}
::placeholder{color:var(--muted);opacity:1}
.tick{display:flex;align-items:center;gap:.75rem}
.tick label{flex:1;margin:0;padding:.6rem 0}
input[type=checkbox]{flex:none;width:1.6rem;height:1.6rem;margin:0;accent-color:var(--accent)}
button.main{border-color:var(--accent);background:var(--accent);color:var(--on-accent)}
button.main:hover{filter:brightness(1.08);color:var(--on-accent)}
.ending{margin-top:3rem;padding:1.4rem 1.25rem 1.5rem;border:2px solid var(--accent);border-radius:14px}
.ending h2{margin:0 0 .6rem;padding:0;border:0;font:600 1.5rem/1.25 var(--serif)}
.ending form{margin-top:1.1rem}
.ending form p+p{margin-top:1.1rem}
.ending form .note{margin-top:.4rem}
.ending:first-child{margin:0 0 1.75rem}
.gate{padding-bottom:4rem}
.gate>p{margin-top:.4rem}
.gate #unlock{margin-top:1.75rem}
.ending.quiet{margin-top:1.5rem;border:1px solid var(--rule)}
.ending.quiet h2{font-size:1.1875rem}
.ending .main{width:100%;min-height:3.25rem;font-size:1.0625rem}
@media (min-width:44rem){.desk .ending .main{width:auto;padding-inline:2rem}}
.verbatim{white-space:pre-wrap}
.message form{margin-top:1.5rem}
.message form+p{margin-top:1.1rem}
.message form p+p,.message form blockquote+p{margin-top:1rem}
.message button{margin-top:.25rem}
.message h1:focus,.desk h1:focus{outline:0}
.message summary{padding:.65rem 0;font-weight:600}
.desk>h1+form,.desk>h1+.facts,.desk>h1+.hint{margin-top:.75rem}
.preview,.bar:has(+.preview)>div{max-width:60rem}
.preview iframe{display:block;width:100%;height:calc(100vh - 14rem);min-height:24rem;border:1px solid var(--rule);border-radius:10px;background:#fff}
.preview .plain{color-scheme:light}
`;

/** What the desk adds to the style sheet of the web pages. */
export const deskStyle = [bar, cards, forms].join('').replace(/\n+/g, '\n');
