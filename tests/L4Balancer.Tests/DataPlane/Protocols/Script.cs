using System.Text;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>
/// A conversation, with what must be known after each of its steps. It is played to an observer as it is, byte by byte,
/// and cut in two at every offset.
/// </summary>
internal sealed class Script
{
    private readonly List<(bool IsUpload, byte[] Bytes, SessionRest Expected)> _steps = [];

    public Script Client(string text, SessionRest rest = SessionRest.Busy) => Add(true, Latin(text), rest);

    public Script Client(byte[] bytes, SessionRest rest = SessionRest.Busy) => Add(true, bytes, rest);

    public Script Server(string text, SessionRest rest = SessionRest.Idle) => Add(false, Latin(text), rest);

    public Script Server(byte[] bytes, SessionRest rest = SessionRest.Idle) => Add(false, bytes, rest);

    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    public void Check(Func<ProtocolObserver> make)
    {
        Play(make(), (_, size) => [size]);
        Play(make(), (_, size) => Enumerable.Repeat(1, size));
        for (var step = 0; step < _steps.Count; step++)
        {
            for (var cut = 1; cut < _steps[step].Bytes.Length; cut++)
            {
                var (at, first) = (step, cut);
                Play(make(), (index, size) => index == at ? [first, size - first] : [size]);
            }
        }
    }

    /// <summary>Plays it as it is, to an observer that sees more afterwards.</summary>
    public void PlayTo(ProtocolObserver observer) => Play(observer, (_, size) => [size]);

    private Script Add(bool isUpload, byte[] bytes, SessionRest rest)
    {
        _steps.Add((isUpload, bytes, rest));
        return this;
    }

    private void Play(ProtocolObserver observer, Func<int, int, IEnumerable<int>> cutsOf)
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            var (isUpload, bytes, rest) = _steps[i];
            var (at, cuts) = (0, cutsOf(i, bytes.Length).ToArray());
            foreach (var size in cuts)
            {
                observer.Watch(isUpload, bytes.AsSpan(at, size));
                at += size;
            }

            Assert.That(
                observer.Rest, Is.EqualTo(rest),
                () => $"step {i}, cut into {string.Join('+', cuts)}: {Encoding.Latin1.GetString(bytes)}");
        }
    }
}
