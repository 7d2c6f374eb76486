using System.Buffers;
using System.Text;
using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// Writes metric values as lines of text, directly into the response buffer: nothing is allocated per
/// series. One thread.
/// </summary>
internal sealed class PrometheusSink(IBufferWriter<byte> output) : IMetricSink
{
    /// <summary>The longest text of a double is 24 characters.</summary>
    private const int NumberLengthMax = 32;

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    private readonly BucketLabels _buckets = new();
    private Metric? _metric;
    private byte[] _name = [];
    private bool _hasValue;

    /// <summary>Starts the values of a metric.</summary>
    public void Begin(Metric metric)
    {
        (_metric, _hasValue) = (metric, false);
        _name = Encoding.UTF8.GetBytes(metric.PrometheusName);
    }

    public void Add(double value, string? first = null, string? second = null, string? third = null)
    {
        BeginLine();
        WriteLabels(first, second, third);
        EndLine(value);
    }

    public void Add(HistogramSnapshot histogram, string? first = null, string? second = null)
    {
        var bounds = _buckets.Of(histogram.Bounds);
        long sum = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            sum += histogram.Counts[i];
            BeginLine("_bucket"u8);
            WriteLabels(first, second, null, bounds[i]);
            EndLine(sum);
        }

        BeginLine("_sum"u8);
        WriteLabels(first, second, null);
        EndLine(histogram.Sum);
        BeginLine("_count"u8);
        WriteLabels(first, second, null);
        EndLine(sum);
    }

    private void BeginLine(ReadOnlySpan<byte> suffix = default)
    {
        if (!_hasValue) WriteHead();
        output.Write(_name);
        output.Write(suffix);
    }

    /// <summary>Written before the first value: a metric without values is omitted.</summary>
    private void WriteHead()
    {
        _hasValue = true;
        output.Write("# HELP "u8);
        output.Write(_name);
        output.Write(" "u8);
        WriteText(_metric!.Help.Replace("\\", "\\\\").Replace("\n", "\\n"));
        output.Write("\n# TYPE "u8);
        output.Write(_name);
        output.Write(_metric.Kind switch
        {
            MetricKind.Counter => " counter\n"u8,
            MetricKind.Histogram => " histogram\n"u8,
            _ => " gauge\n"u8,
        });
    }

    private void WriteLabels(string? first, string? second, string? third, string? upperBound = null)
    {
        if (first is null && upperBound is null) return;
        var separator = "{"u8;
        if (first is not null) WriteLabel(ref separator, _metric!.Labels[0], first);
        if (second is not null) WriteLabel(ref separator, _metric!.Labels[1], second);
        if (third is not null) WriteLabel(ref separator, _metric!.Labels[2], third);
        if (upperBound is not null) WriteLabel(ref separator, "le", upperBound);
        output.Write("}"u8);
    }

    private void WriteLabel(ref ReadOnlySpan<byte> separator, string label, string value)
    {
        output.Write(separator);
        separator = ","u8;
        WriteText(label);
        output.Write("=\""u8);
        WriteText(value.AsSpan().ContainsAny(Escaped) ? Escape(value) : value);
        output.Write("\""u8);
    }

    private void EndLine(double value)
    {
        output.Write(" "u8);
        WriteNumber(value);
        output.Write("\n"u8);
    }

    private void WriteNumber(double value)
    {
        if (double.IsFinite(value))
        {
            value.TryFormat(output.GetSpan(NumberLengthMax), out var written);
            output.Advance(written);
        }
        else
        {
            output.Write(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
        }
    }

    private void WriteText(string text)
    {
        var room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, room));
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
