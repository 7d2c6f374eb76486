namespace L4Balancer.Core.Config.Editing;

/// <summary>The text is written in a way in which an edit might change more than intended.</summary>
/// <param name="why">The start of a sentence for the operator.</param>
internal sealed class EditRefusedException(string why) : Exception(why);
