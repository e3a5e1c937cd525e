/** Times of one page's answers in milliseconds: until its first byte, and until its last. One request at a time. */
export async function timeResponses(
  address: string,
  cookie: string,
  requests: number,
): Promise<{ first: number[]; whole: number[] }> {
  const ask = async (): Promise<[number, number]> => {
    const started = performance.now();
    const response = await fetch(address, { headers: { cookie }, redirect: 'error' });
    const first = performance.now() - started;
    if (!response.ok) throw new Error(`${address} was answered by ${response.status}`);
    await response.arrayBuffer();
    return [first, performance.now() - started];
  };
  // What is loaded and compiled at the first request is not what people meet all day.
  for (let warm = 0; warm < 3; warm++) await ask();
  const times: [number, number][] = [];
  for (let request = 0; request < requests; request++) times.push(await ask());
  return { first: times.map(([first]) => first), whole: times.map(([, whole]) => whole) };
}
