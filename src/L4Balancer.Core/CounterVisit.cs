namespace L4Balancer.Core;

/// <summary>Reads a counter, or adds to it.</summary>
/// <param name="name">Unique within its owner. Another version of the program knows the counter by it.</param>
/// <param name="counter">It only grows; changed with <see cref="Interlocked"/> only.</param>
public delegate void CounterVisit(string name, ref long counter);
