namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>Damages files in the ways in which files are damaged, and in a few that only malice would think of.</summary>
internal sealed class Mutator(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] source)
    {
        List<byte> file = [.. source];
        int changes = 1 << _random.Next(0, 5);
        for (int i = 0; i < changes && file.Count > 4; i++) Change(file);
        return [.. file];
    }

    private void Change(List<byte> file)
    {
        // Half of all changes go to the headers, where a byte means most.
        int place = _random.Next(2) == 0 ? _random.Next(2, file.Count) : _random.Next(2, Math.Min(file.Count, 700));
        int length = Math.Min(_random.Next(1, 64), file.Count - place);
        switch (_random.Next(8))
        {
            case 0:
                file[place] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                file[place] = (byte)_random.Next(256);
                break;
            case 2:
                file[place] = _random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => 1 };
                break;
            case 3:
                file.RemoveRange(place, length);
                break;
            case 4:
                file.InsertRange(place, file.GetRange(_random.Next(2, file.Count - length + 1), length));
                break;
            case 5:
                file.Insert(place, 0xFF);
                file.Insert(place + 1, (byte)_random.Next(0xC0, 0xFF));
                break;
            case 6 when _random.Next(8) == 0:
                file.RemoveRange(place, file.Count - place);
                break;
            default:
                file[place] += (byte)_random.Next(-3, 4);
                break;
        }
    }
}
