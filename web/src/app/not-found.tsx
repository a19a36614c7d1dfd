import Link from 'next/link';
import { messages } from '@/messages';

export default function NotFound() {
  return (
    <>
      <h1>{messages.notFound.title}</h1>
      <p>{messages.notFound.body}</p>
      <Link href="/">{messages.notFound.home}</Link>
    </>
  );
}
