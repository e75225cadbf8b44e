"""LibreOffice behind the `Converter` port: `choose.open_converter` is the way in."""
