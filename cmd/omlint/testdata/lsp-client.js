// A session with the language server by the client library that VS Code uses, which is strict about framing and forms.
// Usage: node lsp-client.js FOLDER, with omlint in PATH. It says what is wrong, and ends in status 1.
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const path = require('node:path');
const assert = require('node:assert/strict');
const lsp = require('vscode-languageserver-protocol/node');

const folder = process.argv[2];
const uri = pathToFileURL(path.join(folder, 'docs/page.md')).href;
const text = readFileSync(path.join(folder, 'docs/page.md'), 'utf8');
const document = lsp.TextDocument.create(uri, 'markdown', 1, text);
const textDocument = { uri };
const all = (is, list) => list.forEach(item => assert.ok(is(item), JSON.stringify(item)));

async function session() {
  const server = spawn('omlint', ['lsp'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise(end => server.on('exit', end));
  const editor = lsp.createProtocolConnection(
    new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin));
  const broken = new Promise((_, reject) => editor.onError(([err]) => reject(err)));
  editor.onUnhandledNotification(n => { throw new Error(`not expected: ${JSON.stringify(n)}`); });
  const published = new Promise(resolve => editor.onNotification(lsp.PublishDiagnosticsNotification.type, resolve));
  let watched = 0;
  editor.onRequest(lsp.RegistrationRequest.type, p => { watched += p.registrations.length; });
  editor.listen();
  const ask = (type, params) => Promise.race([editor.sendRequest(type, params), broken]);

  const { capabilities } = await ask(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: null, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'docs' }],
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  assert.equal(capabilities.textDocumentSync.change, lsp.TextDocumentSyncKind.Incremental);
  assert.equal(capabilities.positionEncoding, lsp.PositionEncodingKind.UTF16);
  await editor.sendNotification(lsp.InitializedNotification.type, {});
  await editor.sendNotification(lsp.DidOpenTextDocumentNotification.type,
    { textDocument: { uri, languageId: 'markdown', version: 1, text } });

  const { diagnostics, version } = await Promise.race([published, broken]);
  assert.equal(version, 1);
  all(lsp.Diagnostic.is, diagnostics);
  assert.equal(watched, 1);
  const found = diagnostics.find(d => d.code === 'link/reversed');
  assert.equal(document.getText(found.range), '(guide)[/guide]');
  assert.equal(found.severity, lsp.DiagnosticSeverity.Error);

  const hover = await ask(lsp.HoverRequest.type, { textDocument, position: found.range.start });
  assert.ok(lsp.Hover.is(hover));
  assert.match(hover.contents.value, /link\/reversed/);

  const actions = await ask(lsp.CodeActionRequest.type,
    { textDocument, range: found.range, context: { diagnostics: [found] } });
  all(lsp.CodeAction.is, actions);
  const after = action => lsp.TextDocument.applyEdits(document, action.edit.changes[uri]);
  const [fix, suppress, fixAll] = actions;
  assert.ok(after(fix).includes('😀 See the [guide](/guide).\n'), after(fix));
  assert.ok(after(suppress).includes('omlint-disable-next-line link/reversed: REASON {% /comment %}\n😀 See'), after(suppress));
  assert.equal(fixAll.kind, 'source.fixAll.omlint');
  assert.equal(after(fixAll), after(fix));

  const symbols = await ask(lsp.DocumentSymbolRequest.type, { textDocument });
  all(lsp.DocumentSymbol.is, symbols);
  assert.deepEqual(symbols.map(s => [s.name, s.children.map(c => c.name)]), [['Page', ['Next']]]);

  const places = await ask(lsp.DefinitionRequest.type,
    { textDocument, position: document.positionAt(text.indexOf('[Back up]') + 2) });
  all(lsp.Location.is, places);
  assert.equal(places[0].uri, pathToFileURL(path.join(folder, 'docs/guide.md')).href);
  assert.equal(places[0].range.start.line, 2);

  const end = text.length;
  await editor.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: document.positionAt(end), end: document.positionAt(end) }, text: '{% no' }],
  });
  const typed = document.positionAt(end);
  const items = await ask(lsp.CompletionRequest.type,
    { textDocument, position: { line: typed.line, character: typed.character + 5 } });
  assert.ok(items.some(i => i.label === 'note' && lsp.TextEdit.is(i.textEdit)), JSON.stringify(items));

  const cancel = new lsp.CancellationTokenSource();
  const cancelled = editor.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument }, cancel.token);
  cancel.cancel();
  await cancelled.catch(err => assert.equal(err.code, lsp.LSPErrorCodes.RequestCancelled));
  await assert.rejects(editor.sendRequest('workspace/nonesuch', {}), { code: lsp.ErrorCodes.MethodNotFound });

  await ask(lsp.ShutdownRequest.type);
  await editor.sendNotification(lsp.ExitNotification.type);
  assert.equal(await ended, 0);
}

session().then(() => process.exit(0), err => { console.error(err); process.exit(1); });
