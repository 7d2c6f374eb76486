using System.Globalization;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// The texts of a histogram's upper bounds. They are cached as long as the bounds are the same list, which
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
