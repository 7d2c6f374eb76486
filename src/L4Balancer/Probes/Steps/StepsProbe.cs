using System.Text;
using System.Text.RegularExpressions;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Steps;

/// <summary>Sends and expects step by step. The first step that fails decides.</summary>
internal sealed class StepsProbe : StreamProbe
{
    private readonly StepsProbeSpec _spec;
    private readonly Regex?[] _expressions;

    public StepsProbe(StepsProbeSpec spec, ProbeServices services)
        : base(spec, spec.Tls, services)
    {
        _spec = spec;
        _expressions = [.. spec.Steps.Select(step => step.Matches is { } expression ? Compile(expression) : null)];
    }

    protected override async Task<ProbeOutcome> TalkAsync(ProbeStream stream, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _spec.Steps.Count; i++)
        {
            var step = _spec.Steps[i];
            try
            {
                if (step.Send is { } send) await stream.WriteAsync(send.Value, cancellationToken);
                else if (step.Expect is { } expected) await ExpectAsync(stream, expected.Value, cancellationToken);
                else await SearchAsync(stream, step, _expressions[i], cancellationToken);
            }
            catch (ProbeFailedException e)
            {
                return ProbeOutcome.Bad($"step {i + 1}: {e.Message}");
            }
        }

        return ProbeOutcome.Good;
    }

    /// <summary>The first wrong byte decides.</summary>
    private static async Task ExpectAsync(
        ProbeStream stream, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        while (!expected.IsEmpty)
        {
            while (stream.Unread.IsEmpty) await stream.FillAsync(1, cancellationToken);
            var count = Math.Min(expected.Length, stream.Unread.Length);
            if (!stream.Unread[..count].SequenceEqual(expected.Span[..count]))
                throw new ProbeFailedException($"unexpected answer {TcpAnswer.Show(stream.Unread)}");
            stream.Consume(count);
            expected = expected[count..];
        }
    }

    private static async Task SearchAsync(
        ProbeStream stream, ProbeStep step, Regex? expression, CancellationToken cancellationToken)
    {
        while (true)
        {
            var searched = stream.Unread[..Math.Min(stream.Unread.Length, step.Within)];
            var end = step.Contains is { } text ? EndOf(searched, text.Value.Span) : EndOf(searched, expression!);
            if (end >= 0)
            {
                stream.Consume(end);
                return;
            }

            if (searched.Length == step.Within || !await stream.TryFillAsync(step.Within, cancellationToken))
                throw Missing(stream, step);
        }
    }

    private static int EndOf(ReadOnlySpan<byte> searched, ReadOnlySpan<byte> text)
    {
        var at = searched.IndexOf(text);
        return at < 0 ? -1 : at + text.Length;
    }

    /// <summary>In Latin-1 each byte is the character of the same number.</summary>
    private static int EndOf(ReadOnlySpan<byte> searched, Regex expression)
    {
        var match = expression.Match(Encoding.Latin1.GetString(searched));
        return match.Success ? match.Index + match.Length : -1;
    }

    private static ProbeFailedException Missing(ProbeStream stream, ProbeStep step)
    {
        if (stream.Unread.IsEmpty) return new ProbeFailedException("closed without an answer");
        var verb = step.Matches is null ? "does not contain the text" : "does not match";
        return new ProbeFailedException($"the answer {verb}: {TcpAnswer.Show(stream.Unread)}");
    }

    /// <summary>Without backtracking, the time that it takes is linear in what it reads.</summary>
    private static Regex Compile(string expression) =>
        new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
