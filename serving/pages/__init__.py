"""The pages that officers and schools open in a browser."""
