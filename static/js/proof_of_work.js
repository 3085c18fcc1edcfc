// A sum that takes a computer a moment, so that nobody has to solve a puzzle. Without it the request is sent as well.
const input = document.querySelector("[data-proof]");
if (input && crypto?.subtle) {
  const [challenge, bits] = [input.dataset.proof, Number(input.dataset.bits)];
  const encoder = new TextEncoder();
  const zeros = (bytes) => {
    let count = 0;
    for (const byte of bytes) {
      if (byte) return count + Math.clz32(byte) - 24;
      count += 8;
    }
    return count;
  };
  for (let number = 0; ; number += 1) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${number}`)));
    if (zeros(digest) >= bits) {
      input.value = `${challenge}:${number}`;
      break;
    }
  }
}
