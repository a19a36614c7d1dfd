import { autocompletion, type Completion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { liquid } from '@codemirror/lang-liquid';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, type EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type RefObject, useEffect, useRef } from 'react';
import { placeOf } from '@/compose/place';

/** What surrounds an editor can do with it. */
export interface EditorHandle {
  /** Puts the text in place of the selection. */
  insert: (text: string) => void;
}

export interface EditorProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  describedBy: string;
  /** What the server says of the value. */
  problem: string | undefined;
  /** The variables that are offered while somebody types. */
  variables: string[];
  handle: RefObject<EditorHandle | null>;
}

// The shades of the page, so that the editor follows its light and dark scheme.
const colors = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.brace, tags.processingInstruction, tags.keyword], color: 'var(--muted)' },
    { tag: [tags.variableName, tags.propertyName, tags.tagName], color: 'var(--accent)' },
    { tag: [tags.string, tags.number, tags.bool], color: 'var(--delivered)' },
    { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  ]),
);

const theme = EditorView.theme({
  '&': { border: '1px solid var(--line)', borderRadius: '4px', background: 'var(--mantine-color-body)' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.5', minHeight: '11em', maxHeight: '50vh' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)', padding: '8px 4px' },
  '.cm-tooltip': {
    background: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--line)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent)', color: 'var(--mantine-color-body)' },
});

const language = (variables: string[]) =>
  liquid({ variables: variables.map((label): Completion => ({ label, type: 'variable' })) });

/** A message's source with colors, completion and the place of a fault. Loaded apart from the page, as it is large. */
export default function TemplateEditor(props: EditorProps) {
  const { value, label, describedBy, problem, variables, handle } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const parts = useRef({ language: new Compartment(), attributes: new Compartment() });
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const { language: languagePart, attributes } = parts.current;
    const editor = new EditorView({
      doc: latest.current.value,
      parent: box.current ?? undefined,
      extensions: [
        history(),
        // Tab is left to the page: the keyboard has to get out of here.
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        autocompletion({ icons: false }),
        EditorView.lineWrapping,
        languagePart.of(language(latest.current.variables)),
        attributes.of([]),
        colors,
        theme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            latest.current.onChange(update.state.doc.toString());
          }
        }),
      ],
    });
    view.current = editor;
    handle.current = {
      insert: (text) => {
        editor.dispatch(editor.state.replaceSelection(text), { scrollIntoView: true });
        editor.focus();
      },
    };
    return () => {
      handle.current = null;
      view.current = null;
      editor.destroy();
    };
  }, [handle]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  const names = variables.join('\n');
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(language(names.split('\n'))) });
  }, [names]);

  useEffect(() => {
    const attributes = EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': describedBy,
      'aria-invalid': String(problem !== undefined),
      spellcheck: 'true',
    });
    view.current?.dispatch({ effects: parts.current.attributes.reconfigure(attributes) });
  }, [label, describedBy, problem]);

  useEffect(() => {
    const editor = view.current;
    editor?.dispatch(setDiagnostics(editor.state, marksOf(editor.state, problem)));
  }, [problem]);

  return <div ref={box} className="editor-place" />;
}

/** Underlines from the place that the problem names to the end of its line. */
function marksOf({ doc }: EditorState, problem: string | undefined) {
  const place = problem === undefined ? undefined : placeOf(problem);
  if (problem === undefined || place === undefined || place.line > doc.lines) {
    return [];
  }
  const line = doc.line(place.line);
  const from = Math.min(line.from + place.column - 1, Math.max(line.from, line.to - 1));
  return [{ from, to: line.to, severity: 'error' as const, message: problem }];
}
