import { createContext, useContext } from 'react';

export interface FieldEntry {
  name: string;
  label?: string | null;
  types: string[];
  operators: string[];
}

/** What the controls of the builder know beside their own rule. */
export interface BuilderContext {
  fields: FieldEntry[];
  errors: { field?: string; message?: string }[];
}

export const Builder = createContext<BuilderContext>({ fields: [], errors: [] });

export function useField(name: string): FieldEntry | undefined {
  return useContext(Builder).fields.find((field) => field.name === name);
}
