using System.Text;

namespace L4Balancer.Bench.Tests.Support;

/// <summary>Cancels its token with the first line that is written to it.</summary>
internal sealed class CancellingWriter : TextWriter
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public override Encoding Encoding => Encoding.UTF8;

    public override Task WriteLineAsync(string? value) => _source.CancelAsync();
}
