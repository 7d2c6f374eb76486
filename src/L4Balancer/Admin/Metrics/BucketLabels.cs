using System.Globalization;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// The texts of the upper bounds of a histogram. They are made once for as long as the bounds stay the same list, which
/// all backends share. One thread.
/// </summary>
internal sealed class BucketLabels
{
    private IReadOnlyList<double>? _bounds;
    private string[] _texts = [];

    /// <summary>One more than the bounds: the last is <c>+Inf</c>.</summary>
    public ReadOnlySpan<string> Of(IReadOnlyList<double> bounds)
    {
        if (!ReferenceEquals(bounds, _bounds))
        {
            _texts = [.. bounds.Select(b => b.ToString(CultureInfo.InvariantCulture)), "+Inf"];
            _bounds = bounds;
        }

        return _texts;
    }
}
